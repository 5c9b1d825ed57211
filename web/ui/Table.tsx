import { For, type JSX, Show } from 'solid-js';
import './table.css';

export type Column<Row> = {
  /** Heading of the column; on a card, the label before the value. */
  head: string;
  cell: (row: Row) => JSX.Element;
  align?: 'end';
  /** Keep on one line: a date, a number. */
  keep?: boolean;
  /** Text of people, which may be long and without a space. */
  free?: boolean;
  /** The column that names the row; the heading of a card. */
  main?: boolean;
  /** Whether the row has nothing here: its card leaves the line out. */
  blank?: (row: Row) => boolean;
  /** Only screen readers get the heading (a button at the end of the row). */
  headUnseen?: boolean;
};

/**
 * A table that becomes cards on a phone. The roles are explicit because `display` removes the implicit ones there. With
 * `onOpen` a click anywhere in the row opens it; the keyboard uses the link or button in the row.
 */
export function Table<Row>(props: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  onOpen?: (row: Row) => void;
}) {
  const open = (event: MouseEvent, row: Row) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const selecting = (window.getSelection()?.toString().length ?? 0) > 0;
    if (!selecting && !target?.closest('a, button, input, label, summary')) props.onOpen?.(row);
  };
  return (
    <div class="table-frame">
      <table class="table" role="table" classList={{ opens: Boolean(props.onOpen) }}>
        <caption class="unseen">{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <For each={props.columns}>
              {(column) => (
                <th role="columnheader" scope="col" class={column.align}>
                  <span classList={{ unseen: column.headUnseen ?? false }}>{column.head}</span>
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.rows}>
            {(row) => (
              <tr role="row" onClick={(event) => open(event, row)}>
                <For each={props.columns}>{(column) => <Cell column={column} row={row} />}</For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>(props: { column: Column<Row>; row: Row }) {
  return (
    <td
      role="cell"
      class={props.column.align}
      classList={{
        main: props.column.main ?? false,
        bare: props.column.headUnseen ?? false,
        keep: props.column.keep ?? false,
        free: props.column.free ?? false,
        blank: props.column.blank?.(props.row) ?? false,
      }}
    >
      <Show when={!props.column.main && !props.column.headUnseen}>
        <span class="cell-head" aria-hidden="true">
          {props.column.head}
        </span>
      </Show>
      <span class="cell-value">{props.column.cell(props.row)}</span>
    </td>
  );
}
