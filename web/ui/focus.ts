/**
 * After an act that took away what had the focus, reading goes on from here, or from the page's title. A focus that is
 * somewhere is left there, and nothing scrolls but what the act pushed out of sight.
 */
export function goOnFrom(place?: () => Element | null | undefined): void {
  // The answer is drawn in a task of its own, after the promise of it.
  setTimeout(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const named = place?.();
    const found = named ?? document.querySelector('h1');
    if (found instanceof HTMLElement) found.focus({ preventScroll: true });
    if (named && isOutOfSight(named)) named.scrollIntoView({ block: 'nearest' });
  });
}

/** After a form was sent that stays: reading goes on from the page's title. */
export function goOnAfter(form: HTMLFormElement): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && form.contains(focused)) focused.blur();
  goOnFrom();
}

function isOutOfSight(element: Element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom < innerHeight / 4 || top > (innerHeight * 3) / 4;
}

/** Asked for before a list grows, of the button below it: the first entry that comes. */
export function nextEntry(below: Element): () => HTMLElement | undefined {
  const list = below.previousElementSibling;
  const entries = () => list?.querySelectorAll<HTMLElement>(':scope > li, :scope > table > tbody > tr');
  const at = entries()?.length ?? 0;
  return () => takesFocus(entries()?.[at]);
}

/** Not by the Tab key, only from here. */
function takesFocus(entry: HTMLElement | undefined) {
  if (entry) entry.tabIndex = -1;
  return entry;
}

/** Asked for while a button of a table's row has the focus: the row that stands there once the act is done. */
export function rowPlace(): () => HTMLElement | undefined {
  const row = document.activeElement?.closest('tr');
  const body = row?.closest('tbody');
  const at = row?.sectionRowIndex ?? 0;
  return () => {
    return takesFocus(body?.isConnected ? body.rows[Math.min(at, body.rows.length - 1)] : undefined);
  };
}
