/**
 * Properties under mutation testing: the same sequences every time, and no search for the smallest one that fails.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: 602, endOnFailure: true });
