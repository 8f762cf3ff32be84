# 계획만 적어 둔 파일
from tensorflow import keras

plan = """
model = keras.Sequential([Conv2D 32, Conv2D 64, Flatten, Dense 128, Dense 10])
"""

'''
model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation='relu'),
    keras.layers.Dense(10, activation='softmax')
])
'''
print(plan)
