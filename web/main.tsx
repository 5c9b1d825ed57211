import { QueryClientProvider } from '@tanstack/solid-query';
import { render } from 'solid-js/web';
import { App } from './app.tsx';
import { createQueryClient } from './queries.ts';
import './styles/main.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

// Load the font before the first words: a later change of font would break the lines differently.
void document.fonts.load('1em "Inter Variable"');

// A page that the browser kept for Back would show its old content, also to the next person.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// Outside the JSX: an expression in the attribute would create a client at each reading.
const queries = createQueryClient();

render(
  () => (
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  ),
  root,
);
