import { A } from '@solidjs/router';
import { t } from '../i18n.ts';
import './brand.css';

/** The product's name and mark. */
export function Brand(props: { href: string }) {
  return (
    <A class="brand" href={props.href}>
      <svg viewBox="0 0 32 32" width="28" height="28" fill="none" stroke="currentColor" aria-hidden="true">
        <g stroke-linecap="round" stroke-width="2.5">
          <path d="M5 11c3.7 0 3.7 3 7.3 3s3.7-3 7.4-3 3.6 3 7.3 3" />
          <path d="M8 18.5c2.7 0 2.7 2.5 5.3 2.5s2.7-2.5 5.4-2.5 2.6 2.5 5.3 2.5" opacity=".65" />
          <path d="M11.5 25.5c1.5 0 1.5 1.5 3 1.5s1.5-1.5 3-1.5 1.5 1.5 3 1.5" opacity=".35" />
        </g>
      </svg>
      <span>{t('common.product')}</span>
    </A>
  );
}
