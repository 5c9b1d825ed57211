import type { JSX } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { FormFailure } from './FormFailure.tsx';
import { failureOf } from './failure.ts';

/** The mutation that the dialog asks about. */
type Confirmed = { isPending: boolean; isError: boolean; error: unknown; mutate: () => void };

/** Says what an action means, then does it. Stays open with the failure if the server refuses. */
export function ConfirmDialog(props: {
  title: string;
  mutation: Confirmed;
  /** The words of the button that does it. */
  action: string;
  /** `danger` only where something is destroyed. */
  tone?: 'primary' | 'danger';
  /** The words of the button that does nothing, where Cancel could be misread. */
  cancel?: string;
  /** A choice is missing. */
  disabled?: boolean;
  onClose: () => void;
  children: JSX.Element;
}) {
  return (
    <Dialog
      open
      title={props.title}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{props.cancel ?? t('common.cancel')}</Button>
          <Button
            tone={props.tone ?? 'primary'}
            busy={props.mutation.isPending}
            disabled={props.disabled ?? false}
            onClick={() => props.mutation.mutate()}
          >
            {props.action}
          </Button>
        </>
      }
    >
      <div class="stack">
        {props.children}
        <FormFailure text={props.mutation.isError ? failureOf(props.mutation.error).text : undefined} />
      </div>
    </Dialog>
  );
}
