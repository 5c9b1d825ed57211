import { t, tryText } from '../i18n.ts';

/** What a failed call carries: the name from the server's catalogue and, for bad input, the field. */
export type Failure = { kind: string; field?: string | undefined; text: string };

const read = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const string = (value: unknown) => (typeof value === 'string' ? value : undefined);

const listeners = new Set<(failure: Failure) => void>();
/** What forms are refused; queries and mutations tell their client by themselves. */
export const onFailedForm = (listener: (failure: Failure) => void) => listeners.add(listener);
export const tellFailed = (failure: Failure) => listeners.forEach((listener) => listener(failure));

/**
 * Words for whatever was thrown. The server's messages are written for people, so one that this language has no
 * words for is shown as it came; anything that did not come from the server is never shown as it is.
 */
export function failureOf(error: unknown): Failure {
  const data = read(error, 'data');
  const kind = string(read(data, 'kind'));
  if (!kind) {
    const way = navigator.onLine ? 'unreachable' : 'offline';
    return { kind: way, text: t(`errors.${way}`) };
  }
  const text = tryText(`errors.${kind}`) ?? string(read(error, 'message')) ?? t('errors.unexpected');
  return { kind, field: string(read(data, 'field')), text };
}
