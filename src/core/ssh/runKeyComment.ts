/** The comment of each run's own key, by which its lines among a guest's authorized keys are known. */
export const runKeyComment = 'boot-image-vm';
