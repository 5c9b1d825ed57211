import { A } from '@solidjs/router';
import { For, type JSX, onMount, Show } from 'solid-js';
import { createWindowTitle } from './title.ts';
import './page.css';

/**
 * One page of the shell: breadcrumbs, title and actions. The title takes the focus on arrival, so that a screen reader
 * starts there. `column`: 720 px wide, for pages to read.
 */
export function Page(props: {
  title: string;
  /** Breadcrumbs; one with an `href` leads back. */
  crumbs?: readonly (string | { label: string; href: string })[];
  lead?: JSX.Element;
  actions?: JSX.Element;
  column?: boolean;
  children: JSX.Element;
}) {
  let heading: HTMLHeadingElement | undefined;
  createWindowTitle(() => props.title);
  onMount(() => {
    if (!location.hash) heading?.focus({ preventScroll: true });
  });
  return (
    <div class="page" classList={{ column: props.column ?? false }}>
      <header class="page-head">
        <div>
          <Show when={props.crumbs?.length}>
            <p class="crumbs">
              <For each={props.crumbs}>
                {(crumb, index) => (
                  <>
                    <Show when={index() > 0}>
                      <span aria-hidden="true">›</span>
                    </Show>
                    {typeof crumb === 'string' ? (
                      <span>{crumb}</span>
                    ) : (
                      <A href={crumb.href}>{crumb.label}</A>
                    )}
                  </>
                )}
              </For>
            </p>
          </Show>
          <h1
            ref={(element) => {
              heading = element;
            }}
            tabindex="-1"
          >
            {props.title}
          </h1>
          <Show when={props.lead}>
            <p class="page-lead">{props.lead}</p>
          </Show>
        </div>
        <Show when={props.actions}>
          <div class="row">{props.actions}</div>
        </Show>
      </header>
      {props.children}
    </div>
  );
}

/** A part of a page on its own surface. With an `id`, links and the focus can reach it. */
export function Section(props: {
  id?: string;
  title: string;
  aside?: JSX.Element;
  text?: JSX.Element;
  children?: JSX.Element;
}) {
  return (
    <section class="section" id={props.id} tabindex={props.id ? -1 : undefined} aria-label={props.title}>
      <header class="section-head">
        <h2>{props.title}</h2>
        {props.aside}
      </header>
      <Show when={props.text}>
        <p class="muted">{props.text}</p>
      </Show>
      {props.children}
    </section>
  );
}
