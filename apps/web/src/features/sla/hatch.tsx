/** Slanted lines: breached is told from met by its pattern first, by its colour second. */
export function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" className="fill-danger-soft" />
        <rect width="2.5" height="5" className="fill-danger" />
      </pattern>
    </defs>
  );
}
