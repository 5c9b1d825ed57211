import { createEffect, createSignal } from 'solid-js';
import { t } from '../i18n.ts';

const [waiting, setWaiting] = createSignal(0);

/** How much waits for the person at the screen; stands before every page's title, to be seen from another tab. */
export { setWaiting };

/** Keeps the window's title with the page's own. */
export function createWindowTitle(title: () => string) {
  createEffect(() => {
    const count = waiting() > 0 ? `(${waiting()}) ` : '';
    document.title = `${count}${title()} · ${t('common.product')}`;
  });
}
