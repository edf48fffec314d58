import './styles/tokens.css';

import { languageReady } from './i18n/translate';

await languageReady();
await import('./components/glass-gpt');
