import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { UpdateTemplate } from '../../../server/notifications/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, TextArea } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { moveFocusTo, moveFocusToTitle } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { NewerVersion } from '../../ui/NewerVersion.tsx';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { markSaved } from '../../ui/unsaved.ts';
import { ResetTemplate } from './ResetTemplate.tsx';
import { TemplatePreview } from './TemplatePreview.tsx';
import { createEditing, type Editing, type Template } from './template-editing.ts';
import '../../ui/choice.css';
import './template-editor.css';

type Writable = HTMLInputElement | HTMLTextAreaElement;

const isWritable = (target: EventTarget | null): target is Writable =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const one = (name: Template['name']) => ['admin', 'templates', 'one', name];

/** Subject and message at the left, with placeholders as buttons; the preview at the right. */
export function TemplateEditor(props: { newest: Template }) {
  const queries = useQueryClient();
  const editing = createEditing(() => props.newest);
  const [resetting, setResetting] = createSignal(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ['admin', 'templates'] });
  return (
    <div class="template-editor">
      <Section title={t('admin.templates.template')}>
        <TemplateForm editing={editing} onReset={() => setResetting(true)} />
      </Section>
      <TemplatePreview
        name={props.newest.name}
        subject={editing.content().subject}
        body={editing.content().body}
      />
      <Show when={resetting()}>
        <ResetTemplate
          name={props.newest.name}
          basedOn={editing.basedOn()}
          onClose={() => setResetting(false)}
          onOvertaken={refresh}
          onReset={() => {
            editing.restore();
            return refresh().then(() => moveFocusTo());
          }}
        />
      </Show>
    </div>
  );
}

function createTemplateForm(editing: Editing) {
  const queries = useQueryClient();
  const name = () => editing.basis().name;
  return createForm({
    schema: UpdateTemplate,
    read: (element) => ({ ...readForm(element), name: name(), basedOn: editing.basedOn() }),
    send: async (input, element) => {
      const saved = await trpc.admin.templates.update.mutate(input).catch(async (error: unknown) => {
        // The form shows the newer version beside the typed text.
        await queries.invalidateQueries({ queryKey: one(input.name) });
        throw error;
      });
      markSaved(element);
      queries.setQueryData(one(input.name), saved);
      editing.restore();
      toast(t('admin.templates.saved'));
      await queries.invalidateQueries({ queryKey: ['admin', 'templates'] });
      moveFocusToTitle(element);
    },
  });
}

/** Inserts placeholders at the cursor of the field that last had the focus. */
function createInsertion() {
  let last: Writable | undefined;
  return {
    remember: (target: EventTarget | null) => {
      if (isWritable(target)) last = target;
    },
    insert: (placeholder: string) => {
      if (!last) return;
      last.setRangeText(placeholder, last.selectionStart ?? 0, last.selectionEnd ?? 0, 'end');
      last.dispatchEvent(new InputEvent('input', { bubbles: true }));
      last.focus();
    },
  };
}

function TemplateForm(props: { editing: Editing; onReset: () => void }) {
  const form = createTemplateForm(props.editing);
  const template = () => props.editing.basis();
  const { remember, insert } = createInsertion();
  return (
    <form
      class="stack"
      novalidate
      ref={props.editing.setForm}
      onSubmit={(event) => form.submit(event)}
      onFocusIn={(event) => remember(event.target)}
    >
      <Field
        label={t('admin.templates.subject')}
        error={form.error('subject')}
        name="subject"
        maxlength={200}
        value={template().subject}
        onInput={(event) => props.editing.write({ subject: event.currentTarget.value })}
      />
      <TextArea
        ref={remember}
        label={t('admin.templates.body')}
        error={form.error('body')}
        name="body"
        rows={14}
        maxlength={10_000}
        value={template().body}
        onInput={(event) => props.editing.write({ body: event.currentTarget.value })}
      />
      <Placeholders names={template().placeholders} required={template().required} onInsert={insert} />
      <FormFailure text={props.editing.newer() ? undefined : form.failure()} />
      <NewerVersion edited={props.editing}>
        {(newer) => (
          <>
            <strong>{newer().subject}</strong>
            <p class="as-written">{newer().body}</p>
          </>
        )}
      </NewerVersion>
      <div class="row">
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('admin.templates.save')}
        </Button>
        <Show when={!template().isDefault}>
          <Button tone="quiet" onClick={() => props.onReset()}>
            {t('admin.templates.reset')}
          </Button>
        </Show>
      </div>
    </form>
  );
}

function Placeholders(props: {
  names: readonly string[];
  required: readonly string[];
  onInsert: (placeholder: string) => void;
}) {
  return (
    <fieldset class="choice placeholders">
      <legend>{t('admin.templates.placeholders')}</legend>
      <div class="row gap-2">
        <For each={props.names}>
          {(name) => (
            <Button
              size="small"
              aria-label={t('admin.templates.insert', { name })}
              // The text field keeps its cursor: the button must not take the focus from it.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => props.onInsert(`{{${name}}}`)}
            >
              {`{{${name}}}`}
            </Button>
          )}
        </For>
      </div>
      <p class="field-hint">{t('admin.templates.placeholdersHint')}</p>
      <For each={props.required}>
        {(name) => <p class="field-hint">{t('admin.templates.required', { name: `{{${name}}}` })}</p>}
      </For>
    </fieldset>
  );
}
