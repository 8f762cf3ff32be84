"""What the warm process imports, once, before it is forked from: TensorFlow, and what a guest needs.

Nothing that judges is imported: a guest could read it in its own memory. Verification imports what it needs itself.
"""

import gc
import os
import warnings

os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # TensorFlow speaks on import whatever its log level
warnings.simplefilter("ignore")

import tensorflow.keras.datasets.cifar100  # noqa: E402
import tensorflow.keras.layers  # noqa: E402, F401

import grader.challenge.rehearsal  # noqa: E402
import grader.guest.main  # noqa: E402
import grader.guest.surroundings  # noqa: E402
import grader.sandbox.isolation  # noqa: E402

gc.freeze()  # collections would look at every module, and in a child copy every page they touch
grader.guest.surroundings.make_images()
grader.challenge.rehearsal.rehearse_for_children()
gc.freeze()
