// What the single file takes when it is in a package for courses.

import type { Handle } from '../page/handle';
import type { Page } from '../page/page';
import { findApi } from './api';
import { Course } from './course';
import './course-bar';

/** @param element that tells events */
export async function joinCourse(page: Page, handle: Handle, element: EventTarget): Promise<Course> {
  await page.locale.need('embed');
  return new Course(page, handle, findApi(), element);
}
