/**
 * When an action has removed the focused element, moves the focus to `place`, or to the page's title. Leaves any other
 * focus where it is, and scrolls only to a place that is out of sight.
 */
export function moveFocusTo(place?: () => Element | null | undefined): void {
  // Solid draws the answer in a task of its own, after the promise.
  setTimeout(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const target = place?.();
    const element = target ?? document.querySelector('h1');
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
    if (target && isOutOfSight(target)) target.scrollIntoView({ block: 'nearest' });
  });
}

/** After sending a form that stays on the page: moves the focus to the page's title. */
export function moveFocusToTitle(form: HTMLFormElement): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && form.contains(focused)) focused.blur();
  moveFocusTo();
}

function isOutOfSight(element: Element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom < innerHeight / 4 || top > (innerHeight * 3) / 4;
}

/** Call before a list grows, with the foot below it. The result finds the first new entry. */
export function findNextEntry(below: Element): () => HTMLElement | undefined {
  const list = below.previousElementSibling;
  const entries = () => list?.querySelectorAll<HTMLElement>(':scope > li, :scope > table > tbody > tr');
  const count = entries()?.length ?? 0;
  return () => makeFocusable(entries()?.[count]);
}

/** Only a script can focus it, not the Tab key. */
function makeFocusable(entry: HTMLElement | undefined) {
  if (entry) entry.tabIndex = -1;
  return entry;
}

/** Call while a button in a table's row has the focus. The result finds the row at that place after the action. */
export function rememberRow(): () => HTMLElement | undefined {
  const row = document.activeElement?.closest('tr');
  const body = row?.closest('tbody');
  const index = row?.sectionRowIndex ?? 0;
  return () => {
    return makeFocusable(body?.isConnected ? body.rows[Math.min(index, body.rows.length - 1)] : undefined);
  };
}
