import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { UpdateTemplate } from '../../server/notifications/schema.ts';
import { t } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { goOnFrom } from '../ui/focus.ts';
import { createForm, readForm } from '../ui/form.ts';
import { Section } from '../ui/Page.tsx';
import { toast } from '../ui/Toast.tsx';
import { ResetTemplate } from './ResetTemplate.tsx';
import { TemplatePreview } from './TemplatePreview.tsx';
import './template-editor.css';

type Template = Outputs['admin']['templates']['get'];
type Writable = HTMLInputElement | HTMLTextAreaElement;

const isWritable = (target: EventTarget | null): target is Writable =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Subject and message at the left, with placeholders as buttons; the preview at the right. */
export function TemplateEditor(props: { template: Template }) {
  const queries = useQueryClient();
  const [subject, setSubject] = createSignal(props.template.subject);
  const [body, setBody] = createSignal(props.template.body);
  const [resetting, setResetting] = createSignal(false);
  return (
    <div class="template-editor">
      <Section title={t('admin.templates.template')}>
        <TemplateForm
          template={props.template}
          onSubject={setSubject}
          onBody={setBody}
          onReset={() => setResetting(true)}
        />
      </Section>
      <TemplatePreview name={props.template.name} subject={subject()} body={body()} />
      <Show when={resetting()}>
        <ResetTemplate
          name={props.template.name}
          onClose={() => setResetting(false)}
          onReset={() =>
            queries.invalidateQueries({ queryKey: ['admin', 'templates'] }).then(() => goOnFrom())
          }
        />
      </Show>
    </div>
  );
}

function createTemplateForm(name: Template['name']) {
  const queries = useQueryClient();
  return createForm({
    schema: UpdateTemplate,
    read: (element) => ({ ...readForm(element), name }),
    send: async (input) => {
      await trpc.admin.templates.update.mutate(input);
      toast(t('admin.templates.saved'));
      await queries.invalidateQueries({ queryKey: ['admin', 'templates'] });
      goOnFrom();
    },
  });
}

function TemplateForm(props: {
  template: Template;
  onSubject: (subject: string) => void;
  onBody: (body: string) => void;
  onReset: () => void;
}) {
  const form = createTemplateForm(props.template.name);
  let last: Writable | undefined;
  const insert = (placeholder: string) => {
    if (!last) return;
    last.setRangeText(placeholder, last.selectionStart ?? 0, last.selectionEnd ?? 0, 'end');
    last.dispatchEvent(new InputEvent('input', { bubbles: true }));
    last.focus();
  };
  return (
    <form
      class="stack"
      novalidate
      onSubmit={(event) => form.submit(event)}
      onFocusIn={(event) => {
        if (isWritable(event.target)) last = event.target;
      }}
    >
      <Field
        label={t('admin.templates.subject')}
        error={form.error('subject')}
        name="subject"
        maxlength={200}
        value={props.template.subject}
        onInput={(event) => props.onSubject(event.currentTarget.value)}
      />
      <TextArea
        ref={(element) => {
          last = element;
        }}
        label={t('admin.templates.body')}
        error={form.error('body')}
        name="body"
        rows={14}
        maxlength={10_000}
        value={props.template.body}
        onInput={(event) => props.onBody(event.currentTarget.value)}
      />
      <Placeholders names={props.template.placeholders} onInsert={insert} />
      <FormFailure text={form.failure()} />
      <div class="row">
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('admin.templates.save')}
        </Button>
        <Show when={!props.template.isDefault}>
          <Button tone="quiet" onClick={() => props.onReset()}>
            {t('admin.templates.reset')}
          </Button>
        </Show>
      </div>
    </form>
  );
}

function Placeholders(props: { names: readonly string[]; onInsert: (placeholder: string) => void }) {
  return (
    <fieldset class="placeholders">
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
    </fieldset>
  );
}
