import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { router } from './app/router.js';
import { takeLinkToken } from './features/auth/link-token.js';
import { startLanguage } from './language/start.js';
import { session } from './session.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

// Before the router reads the address.
takeLinkToken();
session.start();
// The page and its messages load side by side.
void router.load();
await startLanguage();

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
