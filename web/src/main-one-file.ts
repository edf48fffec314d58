// The site in one file: all its modules run at once, and none may wait for another.

import { defineHeld } from './held-elements';

import './styles/site.css';
import './components/glass-gpt-page';
import { siteLanguageReady } from './i18n/site-language';

// Without it the first script says what is missing.
if ('DecompressionStream' in self) void siteLanguageReady().then(defineHeld);
