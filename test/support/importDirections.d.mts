/** ESLint configurations, to be spread into a flat config. */
export declare const importDirections: readonly object[];
