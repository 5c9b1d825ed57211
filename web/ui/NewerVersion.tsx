import type { JSX } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import './newer-version.css';

/** Somebody else has saved the text that a person is editing. Shows the newer version; the person chooses between the two. */
export function NewerVersion(props: { onTake: () => void; onKeep: () => void; children: JSX.Element }) {
  return (
    <Notice
      tone="waits"
      live
      title={t('common.newerTitle')}
      action={
        <div class="row">
          <Button size="small" onClick={() => props.onTake()}>
            {t('common.newerTake')}
          </Button>
          <Button size="small" onClick={() => props.onKeep()}>
            {t('common.newerKeep')}
          </Button>
        </div>
      }
    >
      <div class="stack">
        <p>{t('common.newerText')}</p>
        <div class="newer-version" dir="auto">
          {props.children}
        </div>
      </div>
    </Notice>
  );
}
