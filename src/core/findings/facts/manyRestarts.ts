/** One restart of a unit may be an upgrade or an accident; from here on it is a habit. */
export const manyRestarts = 3;
