/** Whether the page is built into one file, which holds all that it needs. */
declare const ONE_FILE: boolean;
