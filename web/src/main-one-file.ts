// The site in one file.

import { defineHeld } from './held-elements';
import './main';

defineHeld();
