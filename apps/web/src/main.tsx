import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLocale } from './lib/i18n/index.js';
import { currentSession } from './lib/session.js';
import { App } from './app/app.js';
import { warmUp } from './app/warm-up.js';

// Asked for before anything is drawn: everything else waits for the answer.
void currentSession();
warmUp();

// A path without its slash is outside the router's base.
if (`${window.location.pathname}/` === import.meta.env.BASE_URL) {
  window.history.replaceState(null, '', import.meta.env.BASE_URL + window.location.search);
}

await startLocale();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
