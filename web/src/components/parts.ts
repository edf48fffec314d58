// Every part that <glass-gpt> is made of.

import './ask-box';
import './data-panel';
import './explain';
import './language-choice';
import './live-sample';
import './loss-chart';
import './model-files';
import './notice';
import './settings-panel';
import './start-choice';
import './training-panel';
