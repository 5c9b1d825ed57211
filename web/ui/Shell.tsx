import { A, useLocation } from '@solidjs/router';
import LogOut from 'lucide-solid/icons/log-out';
import MenuIcon from 'lucide-solid/icons/menu';
import WifiOff from 'lucide-solid/icons/wifi-off';
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Brand } from './Brand.tsx';
import { BubbleMark } from './Bubble.tsx';
import { Button, IconButton } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { failureOf } from './failure.ts';
import { Notice } from './Notice.tsx';
import { online } from './online.ts';
import './shell.css';

export type MenuItem = {
  href: string;
  label: string;
  icon: JSX.Element;
  /** The warning bubble beside the label. */
  bubble?: JSX.Element;
  /** Sections of the page, listed while it is open. */
  parts?: readonly { href: string; label: string }[];
  /** Match only the exact address, because other addresses begin with it. */
  end?: boolean;
};
export type MenuGroup = { label?: string; bubble?: JSX.Element; items: readonly MenuItem[] };

type ShellProps = {
  home: string;
  groups: readonly MenuGroup[];
  /** What the bubbles count, for the button of the closed menu. */
  waiting?: { count: number; words: string };
  /** The name of the person who is signed in. */
  name: string;
  onSignOut: () => Promise<void>;
  /** Beside the product's mark, in the menu and above the page of a phone. */
  logo: (place: 'menu' | 'head') => JSX.Element;
  /** A message for every page of the area. */
  banner?: JSX.Element;
  children: JSX.Element;
};

/** Moves the focus without the link, so that filters behind `#` stay in the address. */
const skip = (event: MouseEvent) => {
  event.preventDefault();
  document.getElementById('main')?.focus();
};

/** The frame of an area: navigation at the left (a drawer on a phone) and the page. */
export function Shell(props: ShellProps) {
  const [open, setOpen] = createSignal(false);
  const location = useLocation();
  createEffect(
    on(
      () => location.pathname + location.search + location.hash,
      () => setOpen(false),
      { defer: true },
    ),
  );
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={skip}>
        {t('common.skip')}
      </a>
      <header class="shell-bar">
        <MenuButton waiting={props.waiting} onClick={() => setOpen(true)} />
        <Brand href={props.home} />
        {props.logo('head')}
      </header>
      <aside class="shell-side">
        <div class="shell-rail">
          <div class="shell-head">
            <Brand href={props.home} />
            {props.logo('menu')}
          </div>
          <Menu {...props} />
        </div>
      </aside>
      <Dialog open={open()} title={t('common.product')} shape="drawer" onClose={() => setOpen(false)}>
        <Menu {...props} />
      </Dialog>
      <main class="shell-main" id="main" tabindex="-1">
        <Show when={!online()}>
          <p class="shell-offline" role="status">
            <WifiOff size={16} aria-hidden="true" />
            <span>{t('common.offlineEverywhere')}</span>
          </p>
        </Show>
        {props.banner}
        {props.children}
      </main>
    </div>
  );
}

function MenuButton(props: { waiting: ShellProps['waiting']; onClick: () => void }) {
  const count = () => props.waiting?.count ?? 0;
  return (
    <IconButton
      label={count() > 0 ? t('common.menuWaiting', { words: props.waiting?.words ?? '' }) : t('common.menu')}
      icon={<MenuIcon size={20} />}
      mark={<BubbleMark count={count()} />}
      onClick={() => props.onClick()}
    />
  );
}

function Menu(props: ShellProps) {
  return (
    <div class="menu">
      <nav aria-label={t('common.navigation')}>
        <For each={props.groups}>
          {(group) => (
            <div class="menu-group">
              <Show when={group.label}>
                <p class="menu-label">
                  {group.label} {group.bubble}
                </p>
              </Show>
              <ul class="menu-list">
                <For each={group.items}>{(item) => <Entry item={item} />}</For>
              </ul>
            </div>
          )}
        </For>
      </nav>
      <div class="menu-foot">
        <p class="menu-name">{props.name}</p>
        <SignOut onSignOut={props.onSignOut} />
      </div>
    </div>
  );
}

/** A person who leaves a shared screen must see if the sign-out failed. */
function SignOut(props: Pick<ShellProps, 'onSignOut'>) {
  const [failure, setFailure] = createSignal<string>();
  const signOut = () => {
    setFailure(undefined);
    void props.onSignOut().catch((error: unknown) => setFailure(failureOf(error).text));
  };
  return (
    <>
      <Button size="small" tone="quiet" icon={<LogOut size={16} />} onClick={signOut}>
        {t('common.signOut')}
      </Button>
      <Show when={failure()}>
        <Notice tone="destroys" title={t('common.stillSignedIn')} live>
          <p class="small">{failure()}</p>
        </Notice>
      </Show>
    </>
  );
}

function Entry(props: { item: MenuItem }) {
  const location = useLocation();
  const here = () =>
    location.pathname === props.item.href ||
    (!props.item.end && location.pathname.startsWith(`${props.item.href}/`));
  return (
    <li>
      <A
        class="menu-entry"
        href={props.item.href}
        end={props.item.end}
        aria-current={here() ? 'page' : undefined}
      >
        {props.item.icon}
        <span>{props.item.label}</span>
        {props.item.bubble}
      </A>
      <Show when={here() && props.item.parts}>
        <ul class="menu-parts">
          <For each={props.item.parts}>
            {(part) => (
              <li>
                <A href={part.href}>{part.label}</A>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </li>
  );
}
