/** What is run where nothing else is said; a line for a shell, of plain words. */
export const usualHarness = 'pytest tests/test_boot_image_vm.py -vv --boot-image-debug';
