// What a course offers by SCORM 1.2: an object `API` in a window around this one, or in the one that opened it. See "SCORM
// Run-Time Environment", version 1.2, section 3.

/** The attribute by which the single file knows that it is made for a course. */
export const FOR_COURSE = { 'data-course': 'scorm-1.2' } as const;

/** All take and give texts; courses differ in whether "true" is one. */
export interface ScormApi {
  LMSInitialize(nothing: ''): unknown;
  LMSFinish(nothing: ''): unknown;
  LMSGetValue(element: string): unknown;
  LMSSetValue(element: string, value: string): unknown;
  LMSCommit(nothing: ''): unknown;
  LMSGetLastError(): unknown;
  LMSGetErrorString(code: string): unknown;
  LMSGetDiagnostic(code: string): unknown;
}

/** Far more than windows lie within each other. */
const MOST_WINDOWS = 500;

/** A frame, too, can have the name `API`. */
const isApi = (its: unknown): its is ScormApi => typeof (its as Partial<ScormApi> | undefined)?.LMSInitialize === 'function';

function apiIn(its: Window): ScormApi | null {
  try {
    const { API } = its as Window & { API?: unknown };
    return isApi(API) ? API : null;
  } catch {
    return null; // it is of another origin, and no course of this file's
  }
}

function apiAround(from: Window): ScormApi | null {
  let its = from;
  for (let i = 0; i < MOST_WINDOWS; i++) {
    const api = apiIn(its);
    if (api !== null || its.parent === its) return api;
    its = its.parent;
  }
  return null;
}

function openerOf(its: Window): Window | null {
  try {
    return its.opener as Window | null;
  } catch {
    return null;
  }
}

/** Null where no course is around. */
export function findApi(from: Window = window): ScormApi | null {
  const around = apiAround(from);
  if (around !== null || from.top === null) return around;
  const openers = [openerOf(from), openerOf(from.top)];
  return openers.reduce<ScormApi | null>((api, opener) => api ?? (opener && apiAround(opener)), null);
}
