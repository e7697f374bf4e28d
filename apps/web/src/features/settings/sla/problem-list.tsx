interface ProblemListProps {
  messages: readonly string[];
  /** For the field to name what describes it. */
  id?: string;
}

/** What is wrong at a place, below it. */
export function ProblemList({ messages, id }: ProblemListProps) {
  if (messages.length === 0) return null;
  return (
    <p id={id} role="alert" className="text-12 text-danger mt-1">
      {messages.join('. ')}
    </p>
  );
}
