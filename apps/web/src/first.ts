import { askAhead } from './lib/who.js';

// A script of its own, small and with few imports: it runs while the rest of the application is still on its way.
askAhead();
