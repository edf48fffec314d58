/** Whether the page is built into one file, which holds all that it needs. */
declare const ONE_FILE: boolean;
/** Whether what reads Word and PDF documents is built in. */
declare const READS_DOCUMENTS: boolean;
