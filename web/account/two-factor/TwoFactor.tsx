import { createSignal, Match, Show, Switch } from 'solid-js';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { NewRecoveryCodes } from './NewRecoveryCodes.tsx';
import { SetUp } from './SetUp.tsx';
import { SwitchOff } from './SwitchOff.tsx';

/** A customer or an admin switches two-factor sign-in on or off, or gets new recovery codes. */
export function TwoFactor() {
  const me = useQuery(() => meQuery);
  const isOn = () => me.data !== undefined && me.data.role !== 'visitor' && me.data.twoFactor;
  const [open, setOpen] = createSignal<'set up' | 'codes' | 'off'>();
  const close = () => setOpen(undefined);
  return (
    <Section
      id="two-factor"
      title={t('account.twoFactor.title')}
      aside={
        <Badge tone={isOn() ? 'done' : 'neutral'}>
          {t(isOn() ? 'account.twoFactor.on' : 'account.twoFactor.off')}
        </Badge>
      }
      text={t('account.twoFactor.what')}
    >
      <div class="row">
        <Show
          when={isOn()}
          fallback={
            <Button tone="primary" onClick={() => setOpen('set up')}>
              {t('account.twoFactor.setUp')}
            </Button>
          }
        >
          <Button onClick={() => setOpen('codes')}>{t('account.twoFactor.newCodes')}</Button>
          <Button tone="quiet" onClick={() => setOpen('off')}>
            {t('account.twoFactor.switchOff')}
          </Button>
        </Show>
      </div>
      <Switch>
        <Match when={open() === 'set up'}>
          <SetUp onClose={close} />
        </Match>
        <Match when={open() === 'codes'}>
          <NewRecoveryCodes onClose={close} />
        </Match>
        <Match when={open() === 'off'}>
          <SwitchOff onClose={close} />
        </Match>
      </Switch>
    </Section>
  );
}
