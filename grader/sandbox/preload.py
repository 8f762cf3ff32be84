"""What the warm process imports, once, before it is forked from: TensorFlow, and what guest and verification need.

It runs no op and builds no model: children of a process that did either would hang.
"""

import gc
import os
import warnings

os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # TensorFlow speaks on import whatever its log level
warnings.simplefilter("ignore")

import tensorflow.keras.datasets.cifar100  # noqa: E402
import tensorflow.keras.layers  # noqa: E402, F401

import grader.guest.main  # noqa: E402
import grader.guest.surroundings  # noqa: E402
import grader.sandbox.isolation  # noqa: E402
import grader.verification.service  # noqa: E402

grader.guest.surroundings.make_images()
gc.freeze()  # collections in a child would copy every page they touch
