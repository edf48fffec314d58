// Every part that <glass-gpt> is made of.

import './ask-box';
import './data-panel';
import './explain';
import './language-choice';
import './live-sample';
import './loss-chart';
import './notice';
import './runs/resume-offer';
import './runs/runs';
import './settings-panel';
import './start-choice';
import './training-panel';
