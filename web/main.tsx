// First: it says in which order the layers of all other styles count.
import './styles/main.css';
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query';
import { render } from 'solid-js/web';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The server answered: asking again would not change its mind. Only a lost connection is tried once more.
      retry: (failures, error) => failures < 1 && !('data' in error && error.data),
      staleTime: 10_000,
    },
    // People's data is never sent later, when they no longer look: offline fails at once and says so.
    mutations: { networkMode: 'always' },
  },
});

render(
  () => (
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  ),
  root,
);
