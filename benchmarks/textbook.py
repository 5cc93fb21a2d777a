"""Recurrent layers as textbooks write them: one step after the other, gradients summed step by step.

Right, readable, and the yardstick for what the package's layers gain in speed. Each function takes ``x``
(N, T, D), ``dh`` (N, T, H) or None, and the weights in Keras's layout, and returns the outputs (N, T, H)
and, with ``dh``, the gradients of kernel, recurrent kernel, bias and x.
"""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def simple_rnn(x, dh, kernel, recurrent_kernel, bias):
    n, steps, _ = x.shape
    h = np.zeros((n, len(recurrent_kernel)), x.dtype)
    before, outputs = [], []
    for t in range(steps):
        before.append(h)
        h = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        outputs.append(h)
    if dh is None:
        return np.stack(outputs, axis=1), None

    gradients = [
        np.zeros_like(kernel),
        np.zeros_like(recurrent_kernel),
        np.zeros_like(bias),
        np.empty_like(x),
    ]
    dh_next = np.zeros_like(h)
    for t in reversed(range(steps)):
        dz = (dh[:, t] + dh_next) * (1 - outputs[t] ** 2)
        gradients[0] += x[:, t].T @ dz
        gradients[1] += before[t].T @ dz
        gradients[2] += dz.sum(axis=0)
        gradients[3][:, t] = dz @ kernel.T
        dh_next = dz @ recurrent_kernel.T
    return np.stack(outputs, axis=1), gradients


def lstm(x, dh, kernel, recurrent_kernel, bias):
    n, steps, _ = x.shape
    h = c = np.zeros((n, len(recurrent_kernel)), x.dtype)
    caches, outputs = [], []
    for t in range(steps):
        z_i, z_f, z_g, z_o = np.split(x[:, t] @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
        i, f, g, o = sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
        caches.append((h, c, i, f, g, o))
        c = f * c + i * g
        h = o * np.tanh(c)
        outputs.append(h)
    if dh is None:
        return np.stack(outputs, axis=1), None

    gradients = [
        np.zeros_like(kernel),
        np.zeros_like(recurrent_kernel),
        np.zeros_like(bias),
        np.empty_like(x),
    ]
    dh_next = dc = np.zeros_like(h)
    for t in reversed(range(steps)):
        h_before, c_before, i, f, g, o = caches[t]
        tanh_c = np.tanh(f * c_before + i * g)
        dh_t = dh[:, t] + dh_next
        dc = dc + dh_t * o * (1 - tanh_c**2)
        dz_i = dc * g * i * (1 - i)
        dz_f = dc * c_before * f * (1 - f)
        dz_g = dc * i * (1 - g**2)
        dz_o = dh_t * tanh_c * o * (1 - o)
        dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
        gradients[0] += x[:, t].T @ dz
        gradients[1] += h_before.T @ dz
        gradients[2] += dz.sum(axis=0)
        gradients[3][:, t] = dz @ kernel.T
        dh_next = dz @ recurrent_kernel.T
        dc = dc * f
    return np.stack(outputs, axis=1), gradients


def gru(x, dh, kernel, recurrent_kernel, bias):
    n, steps, _ = x.shape
    h = np.zeros((n, len(recurrent_kernel)), x.dtype)
    caches, outputs = [], []
    for t in range(steps):
        x_z, x_r, x_g = np.split(x[:, t] @ kernel + bias[0], 3, axis=1)
        h_z, h_r, h_g = np.split(h @ recurrent_kernel + bias[1], 3, axis=1)
        z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
        g = np.tanh(x_g + r * h_g)
        caches.append((h, z, r, g, h_g))
        h = z * h + (1 - z) * g
        outputs.append(h)
    if dh is None:
        return np.stack(outputs, axis=1), None

    gradients = [
        np.zeros_like(kernel),
        np.zeros_like(recurrent_kernel),
        np.zeros_like(bias),
        np.empty_like(x),
    ]
    dh_next = np.zeros_like(h)
    for t in reversed(range(steps)):
        h_before, z, r, g, h_g = caches[t]
        dh_t = dh[:, t] + dh_next
        dz_z = dh_t * (h_before - g) * z * (1 - z)
        dz_g = dh_t * (1 - z) * (1 - g**2)
        dz_r = dz_g * h_g * r * (1 - r)
        of_x = np.concatenate([dz_z, dz_r, dz_g], axis=1)
        of_h = np.concatenate([dz_z, dz_r, dz_g * r], axis=1)
        gradients[0] += x[:, t].T @ of_x
        gradients[1] += h_before.T @ of_h
        gradients[2] += [of_x.sum(axis=0), of_h.sum(axis=0)]
        gradients[3][:, t] = of_x @ kernel.T
        dh_next = of_h @ recurrent_kernel.T + dh_t * z
    return np.stack(outputs, axis=1), gradients
