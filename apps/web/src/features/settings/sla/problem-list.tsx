/** What is wrong at a place, below it. */
export function ProblemList({ messages }: { messages: readonly string[] }) {
  if (messages.length === 0) return null;
  return (
    <p role="alert" className="text-12 text-danger mt-1">
      {messages.join('. ')}
    </p>
  );
}
