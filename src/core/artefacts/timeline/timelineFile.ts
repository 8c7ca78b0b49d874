/** In the run folder. */
export const timelineFile = 'timeline.svg';
