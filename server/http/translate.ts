import { TRPCError } from '@trpc/server';
import { codeOf, isBusy, isFull, isUnavailable, REFUSED_BY_FUNCTION } from '../../db/errors.ts';
import { AppError, type ErrorKind, errors } from '../errors.ts';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

const issuesOf = (error: TRPCError): readonly Issue[] => {
  const cause: unknown = error.cause;
  return typeof cause === 'object' && cause !== null && 'issues' in cause && Array.isArray(cause.issues)
    ? (cause.issues as Issue[])
    : [];
};

/** Our own message keys are single words. Valibot's sentences quote the value, so Lethe does not pass them on. */
export const problemOf = (error: TRPCError) => {
  const message = issuesOf(error)[0]?.message ?? '';
  return /^[a-z_]+$/u.test(message) ? message : 'invalid';
};

const fieldOf = (error: TRPCError) =>
  issuesOf(error)[0]
    ?.path?.map((step) => String(typeof step === 'object' ? step.key : step))
    .join('.') || undefined;

/** Turns any failure into an error of the catalog. */
export function translate(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause: unknown = error instanceof TRPCError ? (error.cause ?? error) : error;
  const message = cause instanceof Error ? cause.message : '';
  if (codeOf(cause) === REFUSED_BY_FUNCTION && Object.hasOwn(errors, message))
    return new AppError(message as ErrorKind);
  if (isUnavailable(cause)) return new AppError('database_unavailable');
  if (isBusy(cause)) return new AppError('database_busy');
  if (isFull(cause)) return new AppError('database_full');
  if (error instanceof TRPCError) {
    if (error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR')
      return new AppError('invalid_input', { field: fieldOf(error) });
    if (error.code === 'NOT_FOUND') return new AppError('not_found');
    if (error.code === 'METHOD_NOT_SUPPORTED') return new AppError('method_not_allowed');
    if (error.code === 'PAYLOAD_TOO_LARGE') return new AppError('body_too_large');
    if (error.code === 'UNSUPPORTED_MEDIA_TYPE') return new AppError('unsupported_content');
  }
  return new AppError('internal_error');
}

/** What the log says of an unexpected failure: its name and code, never its message, which may quote a person's data. */
export function causeName(error: TRPCError): string {
  const cause: unknown = error.cause;
  if (typeof cause !== 'object' || cause === null) return error.code;
  const name = cause instanceof Error ? cause.name : 'unknown';
  return 'code' in cause ? `${name} ${String(cause.code)}` : `${name} ${fieldOf(error) ?? ''}`.trim();
}
