import { useParams } from '@solidjs/router';
import { Show } from 'solid-js';
import * as v from 'valibot';
import { TemplateName } from '../../../server/notifications/schema.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page, Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { may } from '../rights.ts';
import { Letter } from './Letter.tsx';
import { TemplateEditor } from './TemplateEditor.tsx';
import { TemplatePreview } from './TemplatePreview.tsx';
import type { Template } from './template-editing.ts';

/** One template, to be edited with its preview beside it; a role that may not edit it reads it. */
export default function TemplatePage() {
  const params = useParams<{ name: string }>();
  const name = () => (v.is(TemplateName, params.name) ? params.name : undefined);
  return (
    <Show when={name()} keyed fallback={<NoTemplate />}>
      {(known) => <OneTemplate name={known} />}
    </Show>
  );
}

function NoTemplate() {
  return (
    <Page title={t('common.notFoundTitle')} crumbs={[t('admin.settings')]} lead={t('common.notFoundText')}>
      <div class="row">
        <ButtonLink href="/admin/templates">{t('admin.notificationTemplates')}</ButtonLink>
      </div>
    </Page>
  );
}

/** The text with its placeholders, and what its reader sees. */
function TemplateText(props: Template) {
  return (
    <div class="template-editor">
      <Section title={t('admin.templates.template')}>
        <Letter subject={props.subject} body={props.body} />
      </Section>
      <TemplatePreview name={props.name} subject={props.subject} body={props.body} />
    </div>
  );
}

function OneTemplate(props: { name: TemplateName }) {
  const query = useQuery(() => ({
    queryKey: ['admin', 'templates', 'one', props.name],
    queryFn: () => trpc.admin.templates.get.query({ name: props.name }),
  }));
  return (
    <Page
      title={t(`admin.templates.names.${props.name}`)}
      crumbs={[t('admin.settings'), { label: t('admin.notificationTemplates'), href: '/admin/templates' }]}
      lead={`${t(`admin.templates.when.${props.name}`)}.`}
    >
      <Loaded query={query} skeleton={<Skeleton lines={10} />}>
        {(data) => (
          <Show when={may('settings')} fallback={<TemplateText {...data()} />}>
            <TemplateEditor newest={data()} />
          </Show>
        )}
      </Loaded>
    </Page>
  );
}
