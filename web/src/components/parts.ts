// Every part that <gg-workbench> is made of.

import './training-phases';
import './article/article';
import './ask-box';
import './data-panel';
import './diagram/diagram';
import './explain';
import './glossary/term';
import './inside/look-inside';
import './live-sample';
import './microscope/microscope';
import './notice';
import './runs/resume-offer';
import './runs/runs';
import './runs/saving-fault';
import './same-question';
import './settings-panel';
import './start-choice';
import './task-panel';
import './training-panel';
import './watch/watch';
