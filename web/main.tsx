import { QueryClientProvider } from '@tanstack/solid-query';
import { render } from 'solid-js/web';
import { App } from './app.tsx';
import { createQueryClient } from './queries.ts';
import './styles/main.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

// Before the first words: text that changes its face later would change its lines.
void document.fonts.load('1em "Inter Variable"');

// One that the browser kept for Back would show what was shown then, also to whoever comes next.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// Made once: as an expression in the attribute it would be made anew at each reading.
const queries = createQueryClient();

render(
  () => (
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  ),
  root,
);
