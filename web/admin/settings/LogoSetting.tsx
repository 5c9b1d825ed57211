import ImageUp from 'lucide-solid/icons/image-up';
import { createSignal, createUniqueId, Show } from 'solid-js';
import type { OperatorOnPages } from '../../../server/settings/schema.ts';
import { t } from '../../i18n.ts';
import { LogoPicture } from '../../OperatorLogo.tsx';
import { operatorQuery } from '../../operator.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { useQuery } from '../../ui/query.ts';
import { createLogoChange, isTooLarge, LOGO_TYPES } from './logo.ts';
import './logo-setting.css';

/** The logo: as pages show it, in light and in dark, with what replaces or removes it. */
export function LogoSetting() {
  const id = createUniqueId();
  const query = useQuery(() => operatorQuery);
  const change = createLogoChange();
  const isBusy = (removing: boolean) => change.isPending && (change.variables === null) === removing;
  const [tooLarge, setTooLarge] = createSignal(false);
  const failure = () => {
    if (tooLarge()) return t('errors.logo_too_large');
    return change.isError ? failureOf(change.error).text : undefined;
  };
  let picker: HTMLInputElement | undefined;
  const choose = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    // So that the same file can be chosen again.
    input.value = '';
    if (file === undefined) return;
    setTooLarge(isTooLarge(file));
    if (!isTooLarge(file)) change.mutate(file);
  };
  return (
    <div class="stack" role="group" aria-labelledby={id} aria-describedby={`${id}-hint`}>
      <div>
        <p class="logo-label" id={id}>
          {t('admin.rights.logo')}
        </p>
        <p class="field-hint" id={`${id}-hint`}>
          {t('admin.rights.logoHint')}
        </p>
      </div>
      <Show when={query.data}>{(operator) => <Preview operator={operator()} />}</Show>
      <div class="row">
        <Button
          size="small"
          icon={<ImageUp size={16} />}
          busy={isBusy(false)}
          onClick={() => picker?.click()}
        >
          {t(query.data?.logo ? 'admin.rights.logoReplace' : 'admin.rights.logoChoose')}
        </Button>
        <Show when={query.data?.logo}>
          <Button size="small" tone="quiet" busy={isBusy(true)} onClick={() => change.mutate(null)}>
            {t('admin.rights.logoRemove')}
          </Button>
        </Show>
      </div>
      <input
        ref={(element) => {
          picker = element;
        }}
        type="file"
        hidden
        accept={LOGO_TYPES}
        onChange={(event) => choose(event.currentTarget)}
      />
      <FormFailure text={failure()} />
    </div>
  );
}

function Preview(props: { operator: OperatorOnPages }) {
  const picture = () => props.operator.logo;
  return (
    <Show when={picture()}>
      {(logo) => (
        <div class="logo-previews">
          <p class="logo-preview light">
            <LogoPicture logo={logo()} name={props.operator.operatorName} box={{ width: 184, height: 48 }} />
          </p>
          <p class="logo-preview dark">
            <LogoPicture logo={logo()} name={null} box={{ width: 184, height: 48 }} />
          </p>
        </div>
      )}
    </Show>
  );
}
