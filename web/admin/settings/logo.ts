import { useMutation, useQueryClient } from '@tanstack/solid-query';
import type { OperatorOnPages } from '../../../server/settings/schema.ts';
import { MAX_LOGO_BYTES } from '../../../server/values/limits-and-periods.ts';
import { t } from '../../i18n.ts';
import { operatorQuery } from '../../operator.ts';
import { trpc } from '../../trpc.ts';
import { toast } from '../../ui/Toast.tsx';

/** What the file dialog offers. The server reads the bytes. */
export const LOGO_TYPES = 'image/png,image/jpeg,image/webp';

async function inBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Sends a new logo, or takes the present one away. Either counts at once, and every part of the page shows it. */
export function createLogoChange() {
  const queries = useQueryClient();
  return useMutation(() => ({
    mutationFn: async (file: File | null) => {
      if (file !== null) return trpc.admin.settings.saveLogo.mutate({ image: await inBase64(file) });
      await trpc.admin.settings.removeLogo.mutate({});
      return null;
    },
    onSuccess: (logo) => {
      queries.setQueryData<OperatorOnPages>(
        operatorQuery.queryKey,
        (before) => before && { ...before, logo },
      );
      toast(t(logo === null ? 'admin.rights.logoRemoved' : 'admin.rights.logoSaved'));
    },
  }));
}

/** A file that is too large never leaves the browser. */
export const isTooLarge = (file: File): boolean => file.size > MAX_LOGO_BYTES;
