import { useLocation, useNavigate, useSearchParams } from '@solidjs/router';
import * as v from 'valibot';

/**
 * Filters kept in the address, so that back, reload and a copied link keep them. Picked values are behind `?`. Typed
 * words are behind `#`, which never leaves the browser: names have no place in a server's log.
 */
export function createFilters() {
  const [params, setParams] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const search = () => new URLSearchParams(location.hash.slice(1)).get('search') ?? '';

  return {
    /** The picked value; undefined for "all" and for a value that no longer exists. */
    picked<Schema extends v.GenericSchema>(name: string, schema: Schema) {
      const parsed = v.safeParse(schema, params[name]);
      return parsed.success ? parsed.output : undefined;
    },
    pick: (name: string, value: string) => setParams({ [name]: value || undefined }),
    search,
    setSearch(words: string) {
      if (words.trim() === search()) return;
      const hash = words.trim() ? `#${new URLSearchParams({ search: words.trim() })}` : '';
      navigate(location.pathname + location.search + hash, { replace: true, scroll: false, resolve: false });
    },
    any: () => location.search !== '' || search() !== '',
    clear: () => navigate(location.pathname, { scroll: false, resolve: false }),
  };
}

export type Filters = ReturnType<typeof createFilters>;
