/** What EXPLAIN (ANALYZE, FORMAT JSON) tells of a statement, as far as tests ask for it. */
export interface Plan {
  /** Rows of the answer. */
  rows: number;
  /** Tables that grow and of which every row was read. */
  sequential: string[];
  sortsOnDisk: boolean;
  /** Rows of a table that were looked at, those that filters threw out included. */
  rowsRead(table: string): number;
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Sort Space Type'?: string;
  Plans?: Node[];
}

/** Tables with a row for each thing that happens; a list of departments may be read whole. */
const GROWING = new Set(['tickets', 'ticket_messages', 'ticket_tags', 'attachments', 'users', 'sla_alerts']);

export function readPlan(json: unknown): Plan {
  const [{ Plan: root }] = json as [{ Plan: Node }];
  const nodes = [...below(root)];
  return {
    rows: root['Actual Rows'],
    sequential: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan' && GROWING.has(node['Relation Name']!))
      .map((node) => node['Relation Name']!),
    sortsOnDisk: nodes.some((node) => node['Sort Space Type'] === 'Disk'),
    rowsRead: (table) =>
      nodes.filter((node) => node['Relation Name'] === table).reduce((sum, node) => sum + rowsOf(node), 0),
  };
}

function* below(node: Node): Generator<Node> {
  yield node;
  for (const child of node.Plans ?? []) yield* below(child);
}

const rowsOf = (node: Node) =>
  Math.round(
    node['Actual Loops'] *
      (node['Actual Rows'] +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0)),
  );
