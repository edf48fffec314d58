// The page is one element; importing it makes it work.

import './styles/tokens.css';
import './components/glass-gpt';
