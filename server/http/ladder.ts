import { AppError } from '../errors.ts';
import type { Viewer } from './session.ts';

/** Who may go on, as plain functions: procedures (`server/trpc.ts`) and the download (`server/exports/http.ts`) stand on the same rungs. */

export type SignedIn = Exclude<Viewer, { role: 'visitor' }>;
export type CustomerViewer = Extract<Viewer, { role: 'customer' }>;
export type AdminViewer = Extract<Viewer, { role: 'admin' }>;

/** Errors: `sign_in_required`. */
export function requireSignedIn(viewer: Viewer): SignedIn {
  if (viewer.role === 'visitor') throw new AppError('sign_in_required');
  return viewer;
}

/** An open customer with a confirmed address. Errors: `sign_in_required`, `customer_required`, `email_unverified`. */
export function requireCustomer(viewer: Viewer): CustomerViewer {
  const signedIn = requireSignedIn(viewer);
  if (signedIn.role !== 'customer') throw new AppError('customer_required');
  if (!signedIn.emailVerified) throw new AppError('email_unverified');
  return signedIn;
}

/** Errors: `sign_in_required`, `admin_required`. */
export function requireAdmin(viewer: Viewer): AdminViewer {
  const signedIn = requireSignedIn(viewer);
  if (signedIn.role !== 'admin') throw new AppError('admin_required');
  return signedIn;
}

/** Errors: `personal_data_management_off`. */
export function requireManagementOn({ settings }: Viewer): void {
  if (!settings.enabled) throw new AppError('personal_data_management_off');
}

/** Refuses somebody who has not proved within so many minutes who they are. Errors: `fresh_sign_in_required`. */
export function requireConfirmation(minutes: number, { confirmedAt }: SignedIn): void {
  if (Date.now() - Date.parse(confirmedAt) > minutes * 60_000) throw new AppError('fresh_sign_in_required');
}
