import { Show } from 'solid-js';
import type { TemplateName } from '../../../server/notifications/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { failureOf } from '../../ui/failure.ts';
import { TryAgain } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { createSettled } from '../../ui/settled.ts';
import { Letter } from './Letter.tsx';

/** Refusals of the text itself. There is no "Try again": the next change asks again. */
const aboutText = new Set([
  'unknown_placeholder',
  'unfinished_placeholder',
  'missing_placeholder',
  'placeholder_in_subject',
  'link_not_alone',
  'invalid_input',
]);

/** The message as its reader would see it. The last valid preview stays while the text is not valid. */
export function TemplatePreview(props: { name: TemplateName; subject: string; body: string }) {
  const content = createSettled(() => ({ subject: props.subject, body: props.body }));
  const query = useQuery(() => ({
    queryKey: ['admin', 'templates', 'preview', props.name, content()],
    queryFn: () => trpc.admin.templates.preview.query({ name: props.name, ...content() }),
    placeholderData: (before) => before,
  }));
  return (
    <Section title={t('admin.templates.preview')} text={t('admin.templates.previewLead')}>
      <div class="stack" aria-live="polite">
        <Show when={query.isError}>
          <Notice
            tone="waits"
            action={aboutText.has(failureOf(query.error).kind) ? undefined : <TryAgain query={query} />}
          >
            <p>{t('admin.templates.previewFailed', { reason: failureOf(query.error).text })}</p>
          </Notice>
        </Show>
        <Show
          when={query.isSuccess && query.data}
          fallback={query.isError ? undefined : <Skeleton lines={8} />}
        >
          {(data) => <Letter subject={data().subject} body={data().body} />}
        </Show>
      </div>
    </Section>
  );
}
