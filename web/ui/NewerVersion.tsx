import { type Accessor, type JSX, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import './newer-version.css';

type Edited<T> = {
  newer: () => T | undefined;
  /** Gives the typed text up for the newer version. */
  take: () => void;
  /** Saves the typed text over the newer version. */
  replace: () => void;
};

/** Somebody else has saved the text that a person is editing. Shows the newer version; the person chooses between the two. */
export function NewerVersion<T>(props: {
  edited: Edited<T>;
  children: (newer: Accessor<NonNullable<T>>) => JSX.Element;
}) {
  return (
    <Show when={props.edited.newer()}>
      {(newer) => (
        <Notice
          tone="waits"
          live
          title={t('common.newerTitle')}
          action={
            <div class="row">
              <Button size="small" onClick={() => props.edited.take()}>
                {t('common.newerTake')}
              </Button>
              <Button size="small" onClick={() => props.edited.replace()}>
                {t('common.newerKeep')}
              </Button>
            </div>
          }
        >
          <div class="stack">
            <p>{t('common.newerText')}</p>
            <div class="newer-version" dir="auto">
              {props.children(newer)}
            </div>
          </div>
        </Notice>
      )}
    </Show>
  );
}
