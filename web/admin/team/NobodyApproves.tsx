import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { hasRight, type Role } from '../../../server/team/rules.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useQuery } from '../../ui/query.ts';
import { settingsQuery } from '../settings/configuration.ts';
import { type Member, membersKey } from './team.ts';

/** How many members may decide; undefined until it is known. */
function createDeciders(): () => number | undefined {
  const query = useQuery(() => ({
    queryKey: [...membersKey, 'deciders'],
    queryFn: () => trpc.admin.team.deciders.query({}),
  }));
  return () => query.data?.count;
}

/** Beside the setting: with a single member who may decide, nobody could approve what that member proposes. */
export function NobodyApproves(props: { on: boolean }) {
  const deciders = createDeciders();
  return (
    <Show when={props.on && deciders() === 1}>
      <Warning>
        <p>{t('admin.proposals.alone')}</p>
        <p>
          <A href="/admin/team">{t('admin.proposals.aloneNext')}</A>
        </p>
      </Warning>
    </Show>
  );
}

/** Before a member goes or gets the role `to`: whether that leaves a single one who may decide, while second approval is on. */
export function NobodyApprovesThen(props: { of: Member; to?: Role }) {
  const deciders = createDeciders();
  const settings = useQuery(() => settingsQuery);
  const isLost = () =>
    hasRight(props.of.role, 'decide') && !(props.to !== undefined && hasRight(props.to, 'decide'));
  const isOn = () => settings.data !== undefined && settings.data.secondApproval !== 'off';
  return (
    <Show when={isOn() && isLost() && deciders() === 2}>
      <Warning>
        <p>{t('admin.proposals.aloneThen')}</p>
      </Warning>
    </Show>
  );
}

function Warning(props: { children: JSX.Element }) {
  return (
    <Notice tone="waits" title={t('admin.proposals.aloneTitle')} live>
      {props.children}
    </Notice>
  );
}
