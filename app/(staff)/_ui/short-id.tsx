const head = 7;
const tail = 4;

/** An id, shortened in the middle for the eye only: selecting it takes the whole, and the title shows it. */
export function ShortId({ id }: { id: string }) {
  if (id.length <= head + tail + 1) return <bdi className="code select-all">{id}</bdi>;
  return (
    <bdi className="code select-all" title={id}>
      {id.slice(0, head)}
      <span className="id-middle">{id.slice(head, -tail)}</span>
      {id.slice(-tail)}
    </bdi>
  );
}
