import { type JSX, onMount } from 'solid-js';
import { t } from '../i18n.ts';
import { Brand } from './Brand.tsx';
import { Button, ButtonLink } from './Button.tsx';
import { online } from './online.ts';
import './standalone.css';

/** A page outside the shell: one sheet in the middle. */
export function Standalone(props: {
  title: string;
  lead?: JSX.Element;
  children?: JSX.Element;
  foot?: JSX.Element;
  /** Beside the product's mark. */
  logo?: JSX.Element;
}) {
  let heading: HTMLHeadingElement | undefined;
  onMount(() => {
    document.title = `${props.title} · ${t('common.product')}`;
    heading?.focus({ preventScroll: true });
  });
  return (
    <div class="standalone">
      <header class="standalone-head">
        <Brand href="/" />
        {props.logo}
      </header>
      <main class="standalone-sheet">
        <h1
          ref={(element) => {
            heading = element;
          }}
          tabindex="-1"
        >
          {props.title}
        </h1>
        {props.lead && <p class="muted">{props.lead}</p>}
        {props.children}
      </main>
      {props.foot && <footer class="standalone-foot">{props.foot}</footer>}
    </div>
  );
}

export function NotFoundPage() {
  return (
    <Standalone title={t('common.notFoundTitle')} lead={t('common.notFoundText')}>
      <div class="row">
        <ButtonLink href="/" tone="primary">
          {t('common.home')}
        </ButtonLink>
      </div>
    </Standalone>
  );
}

/** The page threw, or a part of it could not be fetched: loading it again is all that can help. */
export function BrokenPage() {
  return (
    <main class="standalone">
      <div class="standalone-sheet" role="alert">
        <h1>{online() ? t('common.brokenTitle') : t('common.offlineTitle')}</h1>
        <p class="muted">{online() ? t('common.brokenText') : t('common.offlinePage')}</p>
        <div class="row">
          <Button tone="primary" onClick={() => location.reload()}>
            {t('common.reload')}
          </Button>
        </div>
      </div>
    </main>
  );
}
